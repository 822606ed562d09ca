// The signals workflows listen to, by name; they carry no data, the rows do.

/** Something changed in this conversation's rows: look again. */
export const RING = 'ring';

/** The provider told what became of a message whose answer was lost. */
export const STATUS_ARRIVED = 'statusArrived';
