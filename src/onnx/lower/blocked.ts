/** The domain of ONNX Runtime's operators on channels in blocks. */
export const blockedDomain = 'com.microsoft.nchwc';
