// What the service keeps in its data folder for whoever talks to it from this machine.

/** Whoever can read it may act. */
export const TOKEN_FILE = 'control-token'
/** There while the service runs: `{ "url": …, "pid": …, "certificate": … }`, and no secret. */
export const SERVICE_FILE = 'service.json'
