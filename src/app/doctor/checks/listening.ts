// Whether the pages can be reached by those who should, and by nobody else.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { messageOf } from '../../../core/errors.ts'
import { webConfigOf } from '../../web.ts'
import { type DoctorCheck, type Finding, fault, type Installation, warning } from '../check.ts'

export const listening: DoctorCheck = {
  name: 'listening',
  stage: 'configuration',
  help: 'Nothing else listens on the port, and a network is not shown the pages without log-in.',
  async run(installation) {
    const { config } = installation
    if (config === null) return []
    return [...exposure(config), ...(await port(installation))]
  },
}

type Configured = NonNullable<Installation['config']>

function exposure(config: Configured): Finding[] {
  const { host, socket, url, probes } = config.listen
  const { tls, users } = attempt(config)
  const isLocal = socket !== null || LOOPBACK.test(host)
  const findings: Finding[] = []
  if (!isLocal && users === 0 && config.access.anonymous !== 'none' && config.access.anonymous !== 'scrape') {
    findings.push(
      warning(
        'listen.host',
        `${host} shows every page to everybody in that network, for nobody has to log in`,
        'Set listen.web_config with users, or access.anonymous: none, or listen on 127.0.0.1 behind a proxy',
      ),
    )
  }
  if (!isLocal && users > 0 && !tls && url?.startsWith('https:') !== true) {
    findings.push(
      warning(
        'listen.web_config',
        'passwords and tokens cross the network in clear',
        'Add tls_server_config to the web configuration file, or put a proxy with TLS before it',
      ),
    )
  }
  if (probes !== null && !LOOPBACK.test(probes.host) && users > 0 && !(tls && probes.tls)) {
    findings.push(
      warning(
        'listen.probes',
        'who logs in there for the metrics sends password or token across the network in clear',
        'Set listen.probes.tls, with tls_server_config in the web configuration file, or scrape the first listener',
      ),
    )
  }
  return findings
}

const LOOPBACK = /^(?:127\.|::1$|localhost$)/

/** What is wrong with the file is another check's finding. */
function attempt(config: Configured): { tls: boolean; users: number } {
  try {
    const { tls, users } = webConfigOf(config)
    return { tls: tls !== null, users: users.size }
  } catch {
    return { tls: true, users: 1 }
  }
}

async function port({ config, service }: Installation): Promise<Finding[]> {
  if (config === null || service.state !== 'stopped' || config.listen.socket !== null) return []
  const { host, port: wanted, probes } = config.listen
  const places = [{ key: 'listen', host, port: wanted }]
  if (probes !== null) places.push({ key: 'listen.probes', host: probes.host, port: probes.port })
  const tried = await Promise.all(
    places.map(async place => {
      const why = await refusal(place)
      const what = `${place.host}:${place.port} cannot be listened on: ${why}`
      return why === null ? [] : [fault(place.key, what, 'Stop what listens there, or give another port')]
    }),
  )
  return tried.flat()
}

async function refusal(place: { host: string; port: number }): Promise<string | null> {
  const server = createServer()
  try {
    await once(server.listen({ ...place, exclusive: true }), 'listening')
    return null
  } catch (error) {
    return messageOf(error)
  } finally {
    server.close()
  }
}
