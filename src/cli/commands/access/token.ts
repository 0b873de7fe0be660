// `slowburn token`: makes a token for a program and what the configuration keeps of it.
import { createHash, randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { access, ROLES } from '../../../config/access.ts'
import { readAs } from '../../../core/options/read.ts'
import type { CliCommand } from '../../command.ts'

export const tokenCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('token')
    .description('make a token for a program; print it, and what the configuration keeps of it')
    .argument('<name>', 'whatever is done with the token is attributed to this name')
    .requiredOption('--role <role>', ROLES.join(', '))
    .addHelpText(
      'after',
      `
The token is printed once, on standard output, and kept nowhere. The lines for
the configuration go to standard error; they hold its digest alone.

Example:
  $ slowburn token ci --role act > ci.token`,
    )
    .action((name: string, { role }: { role: string }) => {
      const token = randomBytes(32).toString('base64url')
      const hash = `sha256:${createHash('sha256').update(token).digest('hex')}`
      const checked = readAs(access, { tokens: [{ name, role, hash }] })
      if (!checked.success) {
        throw new Error(
          checked.error.issues.map(({ path, message }) => `${String(path.at(-1))}: ${message}`).join('; '),
        )
      }
      process.stderr.write(
        `Add to slowburn.yml, and reload slowburn:\n\naccess:\n  tokens:\n    - name: ${name}\n      role: ${role}\n      hash: ${hash}\n\n`,
      )
      process.stdout.write(`${token}\n`)
    })
}
