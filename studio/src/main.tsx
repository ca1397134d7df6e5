/** Starts the page. */
import { render } from 'preact';
import { App } from './app.js';
import { addDrawingStyles } from './components/drawing.js';
import { keepSite } from './offline.js';
import { isStaticSite, takeToken } from './server.js';
import 'uplot/dist/uPlot.min.css';
import '../../src/report/client/theme.css';
import '../../src/report/client/report.css';
import './styles/base.css';

takeToken();
addDrawingStyles();
// An exported site opens offline after the first visit; without a service worker it needs its host.
if (isStaticSite) void keepSite();
render(<App />, document.getElementById('app') as HTMLElement);
