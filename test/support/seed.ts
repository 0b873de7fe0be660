// Gives every property test the same examples at every run; SLOWBURN_SEED=n tries others, random ones too.
import * as fc from 'fast-check'

const given = process.env.SLOWBURN_SEED
if (given !== 'random') fc.configureGlobal({ seed: given === undefined ? 20_260_601 : Number(given) })
