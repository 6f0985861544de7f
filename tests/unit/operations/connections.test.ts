import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { controlConnections, type Connection } from '../../../src/operations/connections';

describe('the connections of the pool', () => {
  const connect = (): Connection => {
    const socket = Object.assign(new EventEmitter(), {
      destroyed: false,
      destroy: () => {
        socket.destroyed = true;
        socket.emit('close');
      },
    });
    return { stream: socket as unknown as Socket };
  };

  it('are all ended, also those that were opened before they were watched', async () => {
    const older = connect();
    const client = Object.assign(new EventEmitter(), {
      acquireRawConnection: () => Promise.resolve(connect()),
      destroyRawConnection: () => Promise.resolve(),
      acquireConnection: () => Promise.resolve(older),
      releaseConnection: () => Promise.resolve(),
      validateConnection: () => true,
      _query: () => Promise.reject(new Error('not asked')),
    });
    const connections = controlConnections({ client } as never, {
      now: Date.now,
      onError: () => undefined,
    });
    const newer = await client.acquireRawConnection();
    expect(await client.acquireConnection()).toBe(older);
    connections.endAll();
    expect([older.stream?.destroyed, newer.stream?.destroyed]).toEqual([true, true]);
  });
});
