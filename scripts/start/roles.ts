// Which of our processes run on this machine.

/** The roles that exist so far, each a process of its own. */
export const localRoles = ['api', 'calls', 'worker', 'scheduler'];

/** The stand-ins for WhatsApp, Twilio and Google. */
export const sandboxName = 'sandbox';

/** Every process of ours that a start may leave behind. */
export const localProcesses = [...localRoles, sandboxName];
