// Where the pages, the API and /metrics answer.
import * as z from 'zod'
import { httpUrl } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'

const settings = section({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on. Anything but loopback shows the pages to that network.'),
  port: z.int().min(0).max(65535).default(9464).describe('Port; 0 takes a free one.'),
  url: httpUrl.nullable().default(null).describe('How readers of an e-mail reach the pages, for its links.'),
  hosts: z
    .array(z.string())
    .default([])
    .describe('Further host names under which the pages may be asked for.'),
  web_config: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('File with TLS and log-in, as of the Prometheus exporter toolkit; without it, neither.'),
})

export const listen = settings.prefault({}).describe('The pages, the API and /metrics.')
