// What the service keeps in its data folder for whoever talks to it from this machine, and how it is known from others.

/** Whoever can read it may act. */
export const TOKEN_FILE = 'control-token'
/** There while the service runs: `{ "url": …, "pid": …, "instance": …, "certificate": … }`, and no secret. */
export const SERVICE_FILE = 'service.json'
/** The header of /healthz that holds the same `instance`. */
export const INSTANCE_HEADER = 'Slowburn-Instance'
