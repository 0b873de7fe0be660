// What is kept of audits.
import { Type } from 'typebox'
import type { Card, Delays, Sensitivity } from '../../detection/sensitivity.ts'
import type { AuditFinding, KeptAudit } from '../audit-store.ts'
import { count, fieldsOf, moment, named, oneOf, orNull, type Shape, shape, text } from './shape.ts'

const duration = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const share = Type.Number({ minimum: 0, maximum: 1 })

const kept = fieldsOf<KeptAudit>({
  at: orNull(moment),
  endedAt: moment,
  verdict: oneOf(['pass', 'fail', 'insufficient', 'broken']),
  findings: Type.Array(fieldsOf<AuditFinding>({ what: named, words: text, fails: Type.Boolean() })),
  series: count,
  plants: Type.Array(Type.Object({ plant: named, planted: count, reported: count })),
  late: Type.Array(Type.Object({ share, series: count, of: count })),
  held: Type.Object({ of: count, inside: count }),
  cpuSeconds: duration,
})

const delays = fieldsOf<Delays>({
  plants: count,
  reported: count,
  within: orNull(duration),
  range: orNull(Type.Object({ lower: duration, upper: orNull(duration) })),
  independent: count,
  followed: duration,
  share,
})

const card = fieldsOf<Card>({
  upTo: moment,
  direction: oneOf(['up', 'down']),
  of: oneOf(['value', 'points']),
  sizes: Type.Array(fieldsOf<Sensitivity>({ share, delays: orNull(delays) })),
  stood: share,
})

export const auditShape: Shape = shape(kept)
export const cardShape: Shape = shape(card)

/** What an audit that ran in a process of its own reports. */
export const auditReportShape: Shape = shape(
  Type.Object({ audit: kept, cards: Type.Array(Type.Object({ seriesId: count, card })) }),
)
