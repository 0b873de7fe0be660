// Whether the sources can be read, and what is taken from them.
import * as sourceMetrics from '../../src/exposition/metrics/sources.ts'
import { type AnyPanel, table } from '../panels.ts'
import { only } from '../queries.ts'
import { meanOf, rateOf } from '../shapes.ts'

export function sourceRow(): AnyPanel[] {
  return [
    table({
      title: 'Sources',
      description:
        'Whether each source can be read, how old its data is, and how much of its history has been read.',
      width: 12,
      labels: { source: 'Source' },
      columns: [
        {
          name: 'Up',
          unit: 'bool_yes_no',
          expr: only(sourceMetrics.sourceUp),
          properties: [
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
            {
              id: 'thresholds',
              value: {
                mode: 'absolute',
                steps: [
                  { value: null, color: 'red' },
                  { value: 1, color: 'green' },
                ],
              },
            },
          ],
        },
        { name: 'Last read', unit: 's', expr: `time() - ${only(sourceMetrics.sourceLastSuccess)}` },
        { name: 'Complete up to', unit: 's', expr: `time() - ${only(sourceMetrics.sourceCompleteUpTo)}` },
        { name: 'History read', unit: 'percentunit', expr: only(sourceMetrics.sourceBackfill) },
      ],
    }),
    table({
      title: 'What the sources lack',
      description: 'Standing faults that do not stop a source: a table, a column or a field that is missing.',
      width: 12,
      labels: { source: 'Source', where: 'Where' },
      columns: [{ name: 'Faults', unit: 'short', expr: only(sourceMetrics.sourceProblems) }],
    }),
    rateOf(sourceMetrics.sourceEvents.name, 'source', 'Events', 'New events ingested, by source.', 'ops'),
    rateOf(
      sourceMetrics.sourceRefused.name,
      'reason',
      'Refused',
      'Events and rows refused, by reason.',
      'ops',
    ),
    meanOf(
      sourceMetrics.sourcePull.name,
      'source',
      'Time of a pull',
      'Mean time that a pull of a source took.',
    ),
  ]
}
