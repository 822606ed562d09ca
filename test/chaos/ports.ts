// Ports that are still free when a killed server comes back for them.
import { assertPortFree } from '../../scripts/local/ports.ts';

/** Where systems take the ports of outgoing connections from begins above this (Linux: 32768). */
const FIRST = 20_000;
const BLOCKS = 1_000;
const BLOCK_SIZE = 10;

/**
 * Ten ports in a row on 127.0.0.1. None is one that an outgoing connection could be given: such a one may be taken
 * while its server is down, and a client that keeps trying it may even connect to itself.
 */
export async function steadyPorts(): Promise<number[]> {
  for (let block = process.pid; ; block += 1) {
    const first = FIRST + (block % BLOCKS) * BLOCK_SIZE;
    const ports = Array.from({ length: BLOCK_SIZE }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return ports;
  }
}

async function isFree(port: number): Promise<boolean> {
  return assertPortFree(port, 'a test').then(
    () => true,
    () => false,
  );
}
