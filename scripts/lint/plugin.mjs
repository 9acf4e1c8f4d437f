/** The project's own lint rules, run by oxlint. */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { forbiddenImport } from './layers.mjs'
import { physicalClasses } from './logicalSizes.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const layers = {
  create(context) {
    const check = (node) => {
      const specifier = node.source?.value
      if (typeof specifier !== 'string') return
      const problem = forbiddenImport(root, context.filename, specifier)
      if (problem) context.report({ node: node.source, message: problem })
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    }
  },
}

const logicalSizes = {
  create(context) {
    const check = (node, text) => {
      const found = typeof text === 'string' ? physicalClasses(text) : []
      if (found.length === 0) return
      context.report({
        node,
        message: `Sizes and sides along the text, please (inline-, block-, -s, -e), not ${found.join(', ')}`,
      })
    }
    return {
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    }
  },
}

export default {
  meta: { name: 'tongting' },
  rules: { layers, 'logical-sizes': logicalSizes },
}
