/** One way to lay out code, so that no review is about it: the defaults, on the lines of 120 characters that Python has too. */
export default { printWidth: 120 };
