// `slowburn hash-password`: the bcrypt hash of a password, for a user of the web configuration file.
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import type { CliCommand } from '../../command.ts'
import { askHidden } from '../../terminal/ask-hidden.ts'

/** Longer passwords are cut by bcrypt in silence. */
const MOST_BYTES = 72

export const hashPasswordCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('hash-password')
    .description('print the hash of a password, for a user of the web configuration file')
    .option('--cost <n>', 'each step doubles the time that a check takes, 4 to 14', '10')
    .addHelpText(
      'after',
      `
The password is asked for on the terminal, or read from standard input. The hash
is bcrypt: the Prometheus exporter toolkit reads it as well.

Examples:
  $ slowburn hash-password
  $ slowburn hash-password < password.txt`,
    )
    .action(async ({ cost }: { cost: string }) => {
      process.stdout.write(`${await hashOf(await readPassword(), cost)}\n`)
    })
}

async function hashOf(password: string, cost: string): Promise<string> {
  const rounds = /^\d{1,2}$/.test(cost) ? Number(cost) : Number.NaN
  if (!(rounds >= 4 && rounds <= 14)) throw new Error(`--cost ${cost} is not a whole number from 4 to 14`)
  if (password === '') throw new Error('the password is empty')
  if (/\p{Cc}/u.test(password))
    throw new Error('the password has a control character, which no browser sends')
  if (Buffer.byteLength(password) > MOST_BYTES) {
    throw new Error(`the password has more than ${MOST_BYTES} bytes; bcrypt would ignore the rest`)
  }
  const { hash } = await import('bcryptjs')
  return hash(password, rounds)
}

async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const password = await askHidden('Password: ')
  if ((await askHidden('Again: ')) !== password) throw new Error('the two passwords differ')
  return password
}
