// JSON logs. Message bodies appear at debug only, secrets never.
import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * @param role shown on every line
 * @param level as LOG_LEVEL
 */
export function createLog(role: string, level: string): Logger {
  return pino({
    level,
    base: { role, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        'req.headers["x-internal-secret"]',
        '*.password',
        '*.accessToken',
        '*.credentials',
      ],
      censor: '[secret]',
    },
  });
}
