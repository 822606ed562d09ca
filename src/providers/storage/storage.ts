// Where files lie: customers' pictures and documents, later recordings and exports.

export interface StoredFile {
  mimeType: string;
  bytes: Buffer;
}

export interface FileStorage {
  /** Writes the whole file or nothing; writing the same key again replaces it. */
  put(key: string, file: StoredFile): Promise<void>;
  /** @returns undefined when there is no such file */
  get(key: string): Promise<StoredFile | undefined>;
  /** Removes every file whose key begins so; none there is fine. */
  removeAll(prefix: string): Promise<void>;
}
