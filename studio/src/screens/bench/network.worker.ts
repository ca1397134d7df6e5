/** Runs networks for the model bench, one of several beside each other where the page is not isolated. */
import { answerWorkerHost } from 'assay/browser';

answerWorkerHost();
