// The codec between mu-law and 16-bit samples. The package is CommonJS in a form whose names Node cannot see.
import codec from 'alawmulaw';

export const { mulaw } = codec;
