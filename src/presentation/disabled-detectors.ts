// What is not detected because a detector is disabled.
import { detectorsWithout } from '../detection/detectors/registry.ts'
import { type ChangeKind, KIND_NAMES } from '../detection/kinds/kinds.ts'

/** One line for each detector that is disabled, to follow `Coverage gap: `. */
export function disabledGaps(disabled: readonly string[]): string[] {
  const left = detectorsWithout(disabled)
  const others = (kind: ChangeKind): string[] =>
    left.filter(({ kinds }) => kinds.includes(kind)).map(({ name }) => name)
  return detectorsWithout([])
    .filter(({ name }) => disabled.includes(name))
    .map(({ name, kinds }) => {
      const own = KIND_NAMES.filter(kind => kinds.includes(kind))
      const parts = own.map(kind => {
        const rest = others(kind)
        return rest.length === 0
          ? `no change of kind ${kind} is detected`
          : `changes of kind ${kind} are detected only where ${rest.join(' or ')} watches`
      })
      return `the detector ${name} is disabled (detection.disabled): ${parts.join('; ')}`
    })
}
