// The end of an answer in the formats that are written from data: what is counted all the time.
import type { FamilyData } from '../family.ts'
import type { Format } from './accept.ts'
import { END, renderOpenMetrics } from './open-metrics.ts'
import { writeFamily } from './protobuf.ts'
import { Wire } from './wire.ts'

/** Others may stand before these families. Nothing may stand behind them. */
export const WRITERS: Readonly<Record<Exclude<Format, 'text'>, (families: readonly FamilyData[]) => Buffer>> =
  {
    protobuf: families => {
      const wire = new Wire()
      for (const family of families) writeFamily(wire, family)
      return wire.take()
    },
    openMetrics: families => Buffer.from(families.map(renderOpenMetrics).join('') + END),
  }
