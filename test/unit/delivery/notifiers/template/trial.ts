// A web server that stands in for that of the channel, for the suite of notifiers.
import { template } from '../../../../../src/delivery/notifiers/template/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(template.example)
