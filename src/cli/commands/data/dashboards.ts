// `slowburn dashboards`: writes the boards for Grafana into a folder, or hands them to a Grafana.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { readToken } from '../../../core/secrets/read-token.ts'
import { type ServerAddress, serverAddress } from '../../../core/secrets/server-address.ts'
import { pushBoard } from '../../../operations/boards/push.ts'
import { shippedBoards } from '../../../operations/boards/shipped.ts'
import type { CliCommand } from '../../command.ts'

interface Options {
  out?: string
  push?: string
  tokenFile?: string
  folder?: string
}

export const dashboardsCommand: CliCommand = { group: 'Run', build }

function build(): Command {
  return new Command('dashboards')
    .description('write the boards for Grafana into a folder, or hand them to a Grafana')
    .option('--out <folder>', 'a folder, as that of a provider in provisioning/dashboards')
    .option('--push <url>', 'a Grafana, with the path below which it is served')
    .option(
      '--token-file <file>',
      'with --push: file with the token of a service account that may write dashboards',
    )
    .option('--folder <uid>', 'with --push: the folder of Grafana that they belong into')
    .addHelpText(
      'after',
      `
Boards of the same uid are replaced.

Examples:
  $ slowburn dashboards --out /var/lib/grafana/dashboards/slowburn
  $ slowburn dashboards --push http://127.0.0.1:3000 --token-file grafana.token`,
    )
    .action(run)
}

async function run({ out, push, tokenFile, folder }: Options): Promise<void> {
  if ((out === undefined) === (push === undefined)) throw new Error('give either --out FOLDER or --push URL')
  if (out !== undefined) return write(out)
  const server = grafanaAt(push ?? '', tokenFile)
  for (const board of shippedBoards()) {
    const address = await pushBoard({ server, folder: folder ?? null }, board)
    process.stdout.write(`${board.title}  ${address}\n`)
  }
}

function write(out: string): void {
  mkdirSync(out, { recursive: true })
  for (const { file, text } of shippedBoards()) {
    writeFileSync(join(out, file), text)
    process.stdout.write(`${join(out, file)}\n`)
  }
}

function grafanaAt(text: string, tokenFile: string | undefined): ServerAddress {
  const server = serverAddress(text, tokenFile === undefined ? null : readToken(tokenFile))
  if (server === null) throw new Error('--push is no address such as https://grafana.example.org')
  if (server.headers.Authorization === undefined) throw new Error('--push needs --token-file FILE')
  return server
}
