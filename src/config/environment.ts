// Environment variables in a configuration: `${NAME}` stands for the value of one, `$${NAME}` for the text `${NAME}` itself.

const PLACEHOLDER = /(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Puts what `lookUp` says in place of every placeholder. */
export function substituted(text: string, lookUp: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_whole, dollar: string, name: string) =>
    dollar === '' ? lookUp(name) : `\${${name}}`,
  )
}

/** The text that reads as `text` once it is substituted, save for the variables that `isVariable` names. */
export function asLiteral(text: string, isVariable: (name: string) => boolean = () => false): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (whole, name: string) =>
    isVariable(name) ? whole : `$${whole}`,
  )
}
