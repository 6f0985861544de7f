export { close as default } from './shared-servers';
