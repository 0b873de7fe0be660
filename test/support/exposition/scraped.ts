// What somebody reads who asks an exposition for its metrics.
import type { Exposition } from '../../../src/exposition/exposition.ts'
import type { FamilyData } from '../../../src/exposition/family.ts'
import { openMetricsHead, openMetricsLines } from '../../../src/exposition/formats/open-metrics.ts'

type Scraping = Pick<Exposition, 'scrape'>

/** As text, which is what whoever names no format gets. */
export async function scrapedText(exposition: Scraping): Promise<{ contentType: string; body: string }> {
  const { contentType, body } = await scraped(exposition)
  return { contentType, body: body.toString('utf8') }
}

export async function scraped(
  exposition: Scraping,
  accept?: string,
): Promise<{ contentType: string; body: Buffer }> {
  const { contentType, pieces } = await exposition.scrape(accept)
  return { contentType, body: Buffer.concat(pieces) }
}

/** What asks for protobuf, as a Prometheus that takes native histograms does. */
export const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'

/** A family in OpenMetrics, head and lines; nothing where it has no sample. */
export function renderOpenMetrics(family: FamilyData): string {
  const lines = openMetricsLines(family)
  return lines === '' ? '' : openMetricsHead(family) + lines
}
