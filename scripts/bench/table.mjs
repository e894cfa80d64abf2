export { benchTable as table } from '../../dist/src/report/bench-table.js';
