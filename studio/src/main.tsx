/** Starts the page. */
import { render } from 'preact';
import { App } from './app.js';
import { takeToken } from './server.js';
import './styles/base.css';

takeToken();
render(<App />, document.getElementById('app') as HTMLElement);
