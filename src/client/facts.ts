// Claims, investments, gauges and releases: what is said of each as the event that it is.
import type { Client } from './api.ts'
import { given, idOf, subjectOf } from './given.ts'
import type { Recorder } from './recorder.ts'

export function claimMethods(recorder: Recorder): Pick<Client, 'claim' | 'verified' | 'review'> {
  return {
    claim: about => {
      const subject = idOf(
        () => about.id,
        () => recorder.nextId(),
      )
      recorder.record(() => {
        const { type: claimType, probability, model, propensity, at, attributes } = about
        const data = { claimType, probability, ...given({ model, propensity }) }
        return { type: 'claim.made', subject, data, at, attributes }
      })
      return subject
    },
    verified: about =>
      recorder.record(() => {
        const { id, outcome, by: verifier, audit = false, at, attributes } = about
        return {
          type: 'claim.verified',
          subject: subjectOf(id),
          data: { outcome, verifier, audit },
          at,
          attributes,
        }
      }),
    review: about =>
      recorder.record(() => {
        const { id, approved: outcome, audit = false, at, attributes } = about
        const data = { outcome, verifier: 'human', audit } as const
        return { type: 'claim.verified', subject: subjectOf(id), data, at, attributes }
      }),
  }
}

export function roiMethods(recorder: Recorder): Pick<Client, 'roi'> {
  const roi: Client['roi'] = {
    projected: about => {
      const subject = idOf(
        () => about.id,
        () => recorder.nextId(),
      )
      recorder.record(() => {
        const { amount, currency, category, at, attributes } = about
        return {
          type: 'roi.projected',
          subject,
          data: { amount, ...given({ currency, category }) },
          at,
          attributes,
        }
      })
      return subject
    },
    realised: about =>
      recorder.record(() => {
        const { id, amount, currency, at, attributes } = about
        return {
          type: 'roi.realised',
          subject: subjectOf(id),
          data: { amount, ...given({ currency }) },
          at,
          attributes,
        }
      }),
    writtenOff: about =>
      recorder.record(() => {
        const { id, amount, at, attributes } = about
        return { type: 'roi.written_off', subject: subjectOf(id), data: given({ amount }), at, attributes }
      }),
  }
  return { roi }
}

export function gaugeMethods(recorder: Recorder): Pick<Client, 'gauge'> {
  return {
    gauge: (name, value, when) =>
      recorder.record(() => {
        const { at, attributes } = when ?? {}
        return { type: 'gauge.observed', subject: name, data: { name, value }, at, attributes }
      }),
  }
}

export function releaseMethods(recorder: Recorder): Pick<Client, 'release'> {
  return {
    release: about =>
      recorder.record(() => {
        const { version, component, environment, note, by, at, attributes } = about
        const data = { version, ...given({ component, environment, note, by }) }
        return { type: 'rollout.changed', subject: component ?? 'platform', data, at, attributes }
      }),
  }
}
