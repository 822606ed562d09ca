// Steps of the start that run a script of ours and wait for its end.
import { appendFile } from 'node:fs/promises';
import type { Command } from '../processes/background.ts';
import { logFileOf } from '../processes/node-process.ts';
import { Problem } from '../processes/problem.ts';
import { programPath, projectFolder } from '../processes/project.ts';
import { runInTerminal, runToEnd } from '../processes/run-to-end.ts';

const stepWithinMs = 120_000;

/**
 * Runs a script of the project.
 * @returns what it printed
 * @throws Problem with the last lines of what it said, when it fails
 */
export async function runStep(name: string, script: string, dataDir: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await runToEnd(scriptCommand(script, env), stepWithinMs);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const logFile = logFileOf(dataDir, name);
    await appendFile(logFile, `${words}\n`);
    const tail = words.trim().split('\n').slice(-8);
    throw new Problem(`The step "${name}" failed; its last words (all are in ${logFile}):\n  ${tail.join('\n  ')}`);
  }
}

/** Runs a script that speaks to the person itself. Resolves with how it ended, for example "exit code 0". */
export function runStepInTerminal(script: string, env: NodeJS.ProcessEnv): Promise<string> {
  return runInTerminal(scriptCommand(script, env));
}

function scriptCommand(script: string, env: NodeJS.ProcessEnv): Command {
  return { command: process.execPath, args: [programPath(script)], cwd: projectFolder, env };
}
