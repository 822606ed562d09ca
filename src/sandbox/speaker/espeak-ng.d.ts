// What we use of the package: one run of the espeak-ng command line, compiled to wasm, over a file system of its own.
declare module 'espeak-ng' {
  export default function espeak(options: {
    arguments: string[];
    print: (line: string) => void;
    printErr: (line: string) => void;
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
  }): Promise<{ FS: { readFile(path: string): Uint8Array } }>;
}

// Node has it; the types of Node know its types only.
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
