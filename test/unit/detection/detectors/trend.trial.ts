// A level that creeps up for three quarters of a year, for the suite of detectors.
import { moved } from '../../../support/detection/eventful.ts'

export const eventful = [moved(5, 6500, hour => 0.00005 * Math.max(0, hour - 400))]
