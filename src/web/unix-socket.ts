// Listens on a Unix socket: for the owner and one group alone, and in place of one that a killed process left.
import { chmodSync, chownSync, lstatSync, readFileSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import { connect } from 'node:net'
import { ConfigError, messageOf } from '../core/errors.ts'

/**
 * Resolves to 0, for there is no port. Throws ConfigError where the socket cannot be listened on, or not be given to the group;
 * nothing listens then.
 */
export async function openSocket(
  server: Server | HttpsServer,
  path: string,
  group: string | number | null = null,
): Promise<number> {
  const number = group === null ? null : numberOf(group)
  try {
    demandSocket(path)
    if (await isLeftOver(path)) rmSync(path, { force: true })
    await listenOn(server, path)
    if (number !== null) giveTo(number, path, server)
    chmodSync(path, 0o660)
    return 0
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const refused = new ConfigError([
      {
        path: 'listen.socket',
        message: inUse ? `${path} is in use` : `${path} cannot be listened on: ${messageOf(error)}`,
        remedy: 'Give a path in a folder that this user may write, and that no other program listens on',
      },
    ])
    refused.cause = error
    throw refused
  }
}

const GROUPS = '/etc/group'

/** Node cannot ask the system for a name, so only groups of the machine itself are known by theirs. */
function numberOf(group: string | number): number {
  if (typeof group === 'number') return group
  const line = readFileSync(GROUPS, 'utf8')
    .split('\n')
    .map(text => text.split(':'))
    .find(([name]) => name === group)
  if (line !== undefined) return Number(line[2])
  throw faultOfGroup(`${GROUPS} has no group ${group}`, 'Check the name, or give the number of the group')
}

function giveTo(group: number, path: string, server: Server | HttpsServer): void {
  try {
    chownSync(path, process.geteuid?.() ?? -1, group)
  } catch (cause) {
    server.close()
    throw faultOfGroup(
      `the socket cannot be given to it: ${messageOf(cause)}`,
      'Make the user of the service a member of the group (under systemd: SupplementaryGroups=)',
    )
  }
}

function faultOfGroup(message: string, remedy: string): ConfigError {
  return new ConfigError([{ path: 'listen.socket_group', message, remedy }])
}

/** What else stands there is nobody's to remove: connecting to a file is refused as to a socket that is left over. */
function demandSocket(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isSocket()) return
  const message = `${path} is there already, and is no socket`
  throw new ConfigError([{ path: 'listen.socket', message, remedy: 'Give a path that is free' }])
}

/** Whether there is a socket that nobody listens on any more. */
function isLeftOver(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

function listenOn(server: Server | HttpsServer, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
