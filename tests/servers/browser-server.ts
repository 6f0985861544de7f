import { open } from './shared-servers';

/**
 * Starts the server that the tests in a browser share: what they see in lists is of their own making, whatever the
 * app tests publish at the same time.
 */
export default (): Promise<void> => open('browser', 'sqlite');
