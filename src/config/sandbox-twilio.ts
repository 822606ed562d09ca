// The Twilio account that the sandbox phone plays, when none is named. In production one must be.

export const SANDBOX_TWILIO = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the-token-of-the-sandbox' } as const;
