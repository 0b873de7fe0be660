// Which format a scraper is answered in: the first of those it accepts, by its q values, that is written here, as the libraries of Prometheus
// choose it. Whoever accepts none of them gets the text, as a person does.

/** The media types of the formats, as they are sent. */
export const CONTENT_TYPES = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
} as const

export type Format = keyof typeof CONTENT_TYPES

/** Of a header that a stranger sends no more is read. */
const LONGEST = 4096

export function formatFor(accept: string | undefined): Format {
  const ranges = (accept ?? '').slice(0, LONGEST).split(',').map(rangeOf)
  const accepted = ranges.filter(({ q }) => q > 0).toSorted((a, b) => b.q - a.q)
  return accepted.map(formatOf).find(format => format !== null) ?? 'text'
}

interface Range {
  type: string
  parameters: ReadonlyMap<string, string>
  q: number
}

function rangeOf(text: string): Range {
  const [type = '', ...rest] = text.split(';').map(part => part.trim())
  const parameters = new Map(rest.map(parameterOf))
  return { type: type.toLowerCase(), parameters, q: weightOf(parameters.get('q')) }
}

function parameterOf(text: string): readonly [string, string] {
  const [name = '', ...value] = text.split('=')
  const written = value.join('=').trim()
  return [name.trim().toLowerCase(), written.replace(/^"(.*)"$/, '$1')]
}

/** One that cannot be read counts as the whole, as one that is left out does. */
function weightOf(written: string | undefined): number {
  const q = written === undefined || written === '' ? 1 : Number(written)
  return q >= 0 && q <= 1 ? q : 1
}

function formatOf({ type, parameters }: Range): Format | null {
  if (type === 'text/plain') return isOneOf(parameters.get('version'), ['0.0.4', '']) ? 'text' : null
  if (type === 'application/openmetrics-text')
    return isOneOf(parameters.get('version'), ['1.0.0', '0.0.1', '']) ? 'openMetrics' : null
  if (type !== 'application/vnd.google.protobuf') return null
  const isFamily = parameters.get('proto') === 'io.prometheus.client.MetricFamily'
  return isFamily && parameters.get('encoding') === 'delimited' ? 'protobuf' : null
}

function isOneOf(value = '', allowed: readonly string[]): boolean {
  return allowed.includes(value)
}
