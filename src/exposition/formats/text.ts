// Families of gauges in the text format of Prometheus, version 0.0.4, byte for byte as prom-client would write them.
import type { GaugeFamily, Sample } from '../family.ts'
import type { MetricFamily } from '../metric.ts'

/** Families set apart by an empty line, a line feed at the end. Families without a sample are left out. */
export function renderGauges(families: readonly GaugeFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ family, samples }) => renderFamily(family, samples))
    .join('\n')
}

/** The lines that stand before the samples of a family. */
export function renderHead({ name, help, type }: Pick<MetricFamily, 'name' | 'help' | 'type'>): string {
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
}

function renderFamily(family: MetricFamily, samples: readonly Sample[]): string {
  let text = renderHead(family)
  for (const { labels, value } of samples) text += `${family.name}${labels.text} ${value}\n`
  return text
}

function escapeHelp(help: string): string {
  return help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
}
