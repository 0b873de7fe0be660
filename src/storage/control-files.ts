// What the service keeps in its data folder for whoever talks to it from this machine, and how it is known from others.

/** Signs the links of emails. */
export const LINK_KEY_FILE = 'link-key'
/** Whoever can read it may act. */
export const TOKEN_FILE = 'control-token'
/** There while the service runs: `{ "url": …, "pid": …, "instance": …, "certificate": … }`, and no secret. */
export const SERVICE_FILE = 'service.json'
/** The header of /healthz that holds the same `instance`. */
export const INSTANCE_HEADER = 'Slowburn-Instance'
/** The header of /healthz that says as what it was asked for, `https://host:port`; `ignored` after it where a forwarded header counts for nothing. */
export const ASKED_HEADER = 'Slowburn-Asked-As'
