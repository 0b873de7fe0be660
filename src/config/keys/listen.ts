// Where slowburn listens, and by which name and through which proxies it is reached.
import { isIP } from 'node:net'
import * as z from 'zod'
import { localPath } from '../../core/options/local-path.ts'
import { httpUrl } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const host = z.string().min(1)
const port = z.int().min(0).max(65535)

const network = z
  .string()
  .refine(isNetwork, 'must be an IP address or a network, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8')

const probes = section({
  host: host.default('127.0.0.1').describe('Address of the second listener.'),
  port: port.describe('Its port; 0 takes a free one.'),
  tls: z
    .boolean()
    .default(false)
    .describe('Whether it speaks the TLS of web_config too; plain HTTP is what probes speak.'),
})

const settings = section({
  host: host
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback shows the pages to that network.'),
  port: port.default(9464).describe('Port; 0 takes a free one.'),
  socket: z
    .string()
    .startsWith('/')
    .max(100)
    .nullable()
    .default(null)
    .describe('Path of a Unix socket to listen on, in place of host and port.'),
  socket_group: z
    .union([z.string().min(1), z.int().min(0)])
    .nullable()
    .default(null)
    .describe('Group that may use the socket, by name or number; by default that of the service.'),
  url: httpUrl
    .nullable()
    .default(null)
    .describe(
      'Address at which readers of an e-mail reach the pages, with the path below which a proxy serves them.',
    ),
  hosts: z
    .array(z.string())
    .default([])
    .describe('Further host names under which the pages may be asked for, beside that of url.'),
  proxies: z
    .array(network)
    .default([])
    .describe(
      'Addresses of reverse proxies; X-Forwarded-For, -Host and -Proto are believed from these alone.',
    ),
  probes: probes
    .nullable()
    .default(null)
    .describe(
      'A second listener for /metrics, /healthz and /readyz alone, which no crowd on the first one can starve.',
    ),
  metrics_series: z
    .int()
    .min(0)
    .default(40_000)
    .describe(
      'Series that have samples of their own at /metrics and by OTLP, some 25 lines each: the first that there were, and whichever has changed. Every series is watched.',
    ),
  web_config: localPath(z.string().min(1))
    .nullable()
    .default(null)
    .describe('File with TLS and log-in, as of the Prometheus exporter toolkit; without it, neither.'),
})

export const listen = settings.prefault({}).describe('The pages, the API and /metrics.')

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
