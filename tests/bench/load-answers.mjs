/** @typedef {import('node:buffer').Buffer} Buffer */

const emptyLine = '\r\n\r\n';
const lastChunk = '0\r\n\r\n';

/** @param {Buffer} bytes @param {number} size */
const endsWithEmptyLine = (bytes, size) =>
  bytes[size - 1] === 10 && bytes[size - 2] === 13 && bytes[size - 3] === 10 && bytes[size - 4] === 13;

/** An answer that has begun: bytes of its body that are missing, or Infinity where its last chunk is waited for. @param {string} text */
const readHead = (text) => {
  const head = text.indexOf(emptyLine);
  if (head === -1) return undefined;
  const status = Number(text.slice(9, 12));
  const body = text.length - head - emptyLine.length;
  if (status === 204 || status === 304) return { status, missing: 0 };
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head)) ?? [];
  if (length !== undefined) return { status, missing: Number(length) - body };
  return { status, missing: text.endsWith(lastChunk) ? 0 : Infinity };
};

/**
 * Reads answers of one connection, which come one at a time.
 * @param {(status: number) => void} onAnswer called at the end of each
 */
export const createAnswerReader = (onAnswer) => {
  let begun = '';
  /** @type {{ status: number, missing: number } | undefined} */ let answer;

  const finish = (/** @type {number} */ status) => {
    begun = '';
    answer = undefined;
    onAnswer(status);
  };

  /** Takes what has come; true, as more is wanted. @param {Buffer} bytes @param {number} size */
  return (bytes, size) => {
    // Nearly all answers: 204, in one piece.
    if (begun === '' && !answer && bytes[9] === 50 && bytes[11] === 52 && endsWithEmptyLine(bytes, size)) {
      onAnswer(204);
      return true;
    }
    const text = bytes.toString('latin1', 0, size);
    if (!answer) {
      begun += text;
      answer = readHead(begun);
    } else if (answer.missing === Infinity) {
      if (text.endsWith(lastChunk)) answer.missing = 0;
    } else {
      answer.missing -= size;
    }
    if (answer && answer.missing <= 0) finish(answer.status);
    return true;
  };
};
