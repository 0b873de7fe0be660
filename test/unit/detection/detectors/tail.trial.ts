// Values of which every sixth is far out from some day on, for the suite of detectors.
import { moved } from '../../../support/detection/eventful.ts'

export const eventful = [moved(6, 2500, hour => (hour > 1000 && hour % 6 === 0 ? 0.7 : 0))]
