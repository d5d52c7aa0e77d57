export { mintPrincipal, type Principal } from './principal.ts';
export { toFailure, toProblem } from './problem.ts';
export { type Access, type Route, route } from './route.ts';
export { addRoutes, createServer, type ServerOptions } from './server.ts';
export { serveUi } from './static.ts';
