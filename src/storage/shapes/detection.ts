// What detection keeps: alarms, changes, the pages of the fleet, a series looked back upon, and what was known before a level
// was accepted.
import { Type } from 'typebox'
import type { Alarm, Change, ChangeRecord } from '../../detection/change.ts'
import type { FleetState } from '../../detection/fleet.ts'
import { KIND_NAMES, KINDS } from '../../detection/kinds/kinds.ts'
import type { LookBack } from '../../detection/regimes/look-back.ts'
import type { Acceptance } from '../store.ts'
import { count, fieldsOf, figure, interval, moment, named, oneOf, orNull, shape, text } from './shape.ts'

/** The names of earlier versions among them. */
const kind = oneOf(KIND_NAMES.flatMap(name => [name, ...(KINDS[name].formerly ?? [])]))
const direction = oneOf(['up', 'down'])
export const severity = oneOf(['watch', 'page'])
const good = orNull(Type.Boolean())
const onset = Type.Object({ value: moment, lower: moment, upper: moment })
const effect = Type.Object({ absolute: interval, relative: orNull(interval), sigma: figure })

const alarmFields = fieldsOf<Alarm>({
  at: moment,
  severity,
  kind,
  direction,
  evidence: figure,
  detector: Type.Optional(text),
})
export const alarmShape = shape(alarmFields)

export const changeFields = fieldsOf<Change>({
  kind,
  kindProbability: Type.Optional(figure),
  alternative: Type.Optional(orNull(kind)),
  direction,
  good,
  onset,
  effect,
  from: figure,
  to: figure,
  breach: orNull(interval),
  evidence: figure,
})
export const changeShape = shape(changeFields)

/** How a change is described for short, as it was when its alert fired. */
export const firedAs = Type.Object({
  kind,
  direction,
  good,
  onset: Type.Optional(onset),
  effect: Type.Optional(effect),
})

export const fleetShape = shape(
  fieldsOf<FleetState>({ version: Type.Literal(1), granted: Type.Record(Type.String(), moment) }),
)

const monitorFields = Type.Object({ version: Type.Integer() })
export const monitorShape = shape(monitorFields)

export const lookBackShape = shape(
  fieldsOf<LookBack>({
    from: moment,
    to: moment,
    points: count,
    season: figure,
    changes: Type.Array(
      Type.Object({
        kind,
        direction,
        onset: interval,
        until: Type.Optional(orNull(interval)),
        ended: Type.Optional(orNull(interval)),
        effect,
        from: figure,
        to: figure,
        breach: orNull(interval),
      }),
    ),
    unconfirmed: Type.Optional(Type.Array(Type.Object({ kind, direction, at: moment, onset: interval }))),
  }),
)

const standing = fieldsOf<ChangeRecord>({
  id: named,
  seriesId: count,
  alarm: alarmFields,
  change: changeFields,
  raisedAt: moment,
  clearedAt: orNull(moment),
})
export const acceptedShape = shape(
  fieldsOf<Acceptance['before']>({ state: monitorFields, observedUpTo: moment, standing }),
)
export const undoneShape = shape(Type.Object({ at: moment, by: text }))
export const episodeIdsShape = shape(Type.Array(named))
