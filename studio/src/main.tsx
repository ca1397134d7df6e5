/** Starts the page. */
import { render } from 'preact';
import { App } from './app.js';
import { addDrawingStyles } from './components/drawing.js';
import { takeToken } from './server.js';
import 'uplot/dist/uPlot.min.css';
import '../../src/report/client/report.css';
import './styles/base.css';

takeToken();
addDrawingStyles();
render(<App />, document.getElementById('app') as HTMLElement);
