/**
 * Shared components are laid out along the text, not along the screen, so that they also work in vertical script:
 * `inline-` and `block-` sizes, `-s` and `-e` sides, never left, right, top, bottom, width and height.
 */

const physical =
  /^(?:h|w|min-h|max-h|min-w|max-w|top|bottom|left|right|inset-x|inset-y|m[tblr]|p[tblr]|scroll-[mp][tblr]|border-[tblr]|rounded-[tblr]|rounded-[tb][lr])-|^(?:text|float|clear)-(?:left|right)$|^border-[tblr]$|^rounded-(?:[tblr]|[tb][lr])$/

/**
 * @param {string} text class names, or any other string
 * @returns {string[]} the class names in it that name a side of the screen
 */
export function physicalClasses(text) {
  return text.split(/\s+/).filter((name) => physical.test(withoutVariants(name)))
}

/** `md:hover:-mt-2` is about `mt-2`. Brackets may hold colons of their own. */
function withoutVariants(name) {
  return name.replace(/^(?:(?:\[[^\]]*\]|[^:[\]]|\[[^\]]*\])+:)*/, '').replace(/^[!-]+/, '')
}
