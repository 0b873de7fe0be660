// Whom an alarm can reach: a person, a team or a program, by name.

export interface Contact {
  /** Unique among contacts, rotas and escalations. */
  name: string
  /** Addresses; each gets a message of its own. */
  email: readonly string[]
  /** A program that is posted a signed JSON body. */
  webhook: { url: string; secret: string } | null
}

/** Begins the name of a webhook as a recipient. */
export const WEBHOOK = 'webhook:'

/** Names the webhook of a contact in the outbox: its address may be a secret, and is looked up when it is sent. */
export function webhookRecipient({ name }: Pick<Contact, 'name'>): string {
  return `${WEBHOOK}${name}`
}

/** The contact whose webhook a recipient is; null if it is an address. */
export function webhookOf(recipient: string): string | null {
  return recipient.startsWith(WEBHOOK) ? recipient.slice(WEBHOOK.length) : null
}
