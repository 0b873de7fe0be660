// A web server that stands in for that of the channel, for the suite of notifiers.
import { teams } from '../../../../../src/delivery/notifiers/teams/channel.ts'
import { httpTrial } from '../../../../support/delivery/trials/http-trial.ts'

export const trial = httpTrial(teams.example)
