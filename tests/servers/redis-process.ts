import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import { freePort } from './newsroom';

/** A Redis of its own, which a test may kill. */
export interface RedisProcess {
  readonly url: string;
  /** Ends it as a power cut would. What it held is lost. */
  kill(): Promise<void>;
  /** It accepts connections and answers nobody any more. */
  halt(): void;
  /** It answers again, after a kill with nothing in it. */
  back(): Promise<void>;
}

export const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0;

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });

/** Starts redis-server on a free port, without persistence. */
export const startRedis = async (): Promise<RedisProcess> => {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const begin = async (): Promise<void> => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    child = spawn('redis-server', settings, { stdio: 'ignore' });
    while (!(await accepts(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await begin();
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await ended;
      child = undefined;
    },
    halt: () => void child?.kill('SIGSTOP'),
    async back() {
      if (child) child.kill('SIGCONT');
      else await begin();
    },
  };
};
