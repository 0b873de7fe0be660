// A web server that stands in for that of the channel, for the suite of notifiers.
import { ntfy } from '../../../../../src/delivery/notifiers/ntfy/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(ntfy.example)
