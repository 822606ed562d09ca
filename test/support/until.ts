// Waiting for something that other processes bring about: it is looked at again, never slept for blindly.

/** How often it is looked at. */
const LOOK_EVERY_MS = 20;

/**
 * @param look returns the value once it is there, undefined until then
 * @throws naming what did not come about in time
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  withinMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
