import { createHash } from 'node:crypto';
import { dayMs, hourMs, minuteMs } from 'newsroom-plugin-kit/durations';
import { repeatWindowMs } from '../seen';
import type { RedisConnection } from './connection';

/** A Lua script about keys of one hash tag. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/** Lua: reads and writes a field of a household, `minute views day views`. Zeros stand for nothing. */
const householdField = `
local function readField(field)
  local m, n, d, t = string.match(redis.call('HGET', KEYS[2], field) or '', '^(%d+) (%d+) (%d+) (%d+)$')
  return tonumber(m) or 0, tonumber(n) or 0, tonumber(d) or 0, tonumber(t) or 0
end
local function writeField(field, m, n, d, t)
  redis.call('HSET', KEYS[2], field, string.format('%.0f %.0f %.0f %.0f', m, n, d, t))
end
`;

/** Households with fewer views in a day are forgotten after two hours: they are nowhere near the limits of a day. */
const fewViews = 100;

/**
 * One open, decided by the rules of the port (`seen.ts`).
 *
 * The first key is the visitor's, with the value `lastOpenedAt countedHour token`; the token is that of the last open that
 * was counted, by which that open can be taken back. The second key is the household's: a hash with a field for each
 * document and `*` for all of them.
 *
 * Arguments: the token of this open; the field of the document; when the document was opened and the time now, in ms
 * since the epoch; when the keys have to be gone; `lastOpenedAt` and `countedHour` as this process knows them, or
 * zeros; the limits of the household: of the document by minute and by day, of all documents by minute and by day.
 * Result: 0 a repeat, 1 counted, 2 counted and unique, 3 a flood, which changes nothing; the value before, empty where
 * there was none; the value after.
 *
 * The visitor's value is kept until the end of its hour, but for 30 s at least: until then it decides about opens of now.
 * An open that a log reports late is followed by others just as late, so its value is kept longer by twice that.
 */
export const openScript = script(`
local token, field = ARGV[1], ARGV[2]
local at, now, gone = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local last, counted, owner = tonumber(ARGV[6]), tonumber(ARGV[7]), '-'
local stored = redis.call('GET', KEYS[1])
if stored then
  local l, c, t = string.match(stored, '^(%d+) (%d+) (%S+)$')
  last, counted, owner = math.max(last, tonumber(l)), math.max(counted, tonumber(c)), t
end
local function value(l, c, t) return string.format('%.0f %.0f %s', l, c, t) end
local before = last > 0 and value(last, counted, owner) or ''
local hour = math.floor(at / ${hourMs})
local verdict = 0
${householdField}
if last == 0 or math.abs(at - last) > ${repeatWindowMs} then
  local minute, day = math.floor(at / ${minuteMs}), math.floor(at / ${dayMs})
  local function counts(field)
    local m, n, d, t = readField(field)
    return m == minute and n or 0, d == day and t or 0
  end
  local ofDocument, ofDocumentToday = counts(field)
  local ofAll, ofAllToday = counts('*')
  if ofDocument >= tonumber(ARGV[8]) or ofDocumentToday >= tonumber(ARGV[9])
    or ofAll >= tonumber(ARGV[10]) or ofAllToday >= tonumber(ARGV[11]) then
    return {3, before, before}
  end
  writeField(field, minute, ofDocument + 1, day, ofDocumentToday + 1)
  writeField('*', minute, ofAll + 1, day, ofAllToday + 1)
  local forgetAt = ofAllToday < ${fewViews} and math.min(gone, now + ${2 * hourMs}) or gone
  redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', forgetAt))
  verdict = counted == hour and 1 or 2
  counted, owner = math.max(counted, hour), token
end
last = math.max(last, at)
local after = value(last, counted, owner)
local needed = math.max((counted + 1) * ${hourMs}, last + ${repeatWindowMs}) + 2 * math.max(0, now - at)
redis.call('SET', KEYS[1], after, 'PX', string.format('%.0f', math.max(1, math.min(needed, gone) - now)))
return {verdict, before, after}
`);

/**
 * Takes an open back, unless another one was counted since.
 * Arguments: the token of an open that was counted, or the whole value after a repeat; the value before; the field of the
 * document; when it was opened.
 */
export const forgetScript = script(`
local stored = redis.call('GET', KEYS[1])
local isToken = stored and string.match(stored, '%S+$') == ARGV[1]
if not stored or (stored ~= ARGV[1] and not isToken) then return 0 end
${householdField}
if isToken then
  local minute, day = math.floor(tonumber(ARGV[4]) / ${minuteMs}), math.floor(tonumber(ARGV[4]) / ${dayMs})
  for _, field in ipairs({ARGV[3], '*'}) do
    local m, n, d, t = readField(field)
    if d == day and t > 1 then writeField(field, m, m == minute and math.max(0, n - 1) or n, d, t - 1) end
    if d == day and t == 1 then redis.call('HDEL', KEYS[2], field) end
  end
end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'PX', math.max(1, redis.call('PTTL', KEYS[1])))
return 1
`);

/** Runs a script by its text: whatever is sent later comes after it. */
export const runText = (
  { send }: RedisConnection,
  { text }: Script,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> => send(keys[0] as string, ['EVAL', text, String(keys.length), ...keys, ...args]);

/** Runs a script by its hash, which is short. A server that does not know it gets its text. */
export const run = async (
  connection: RedisConnection,
  script: Script,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> => {
  try {
    return await connection.send(keys[0] as string, [
      'EVALSHA',
      script.sha,
      String(keys.length),
      ...keys,
      ...args,
    ]);
  } catch (error) {
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
    return runText(connection, script, keys, args);
  }
};
