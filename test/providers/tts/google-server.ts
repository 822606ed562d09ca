// A server of the test that answers as Google's Text-to-Speech does, by the library's own messages.
import { protos } from '@google-cloud/text-to-speech';
import { type handleUnaryCall, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';

const { SynthesizeSpeechRequest, SynthesizeSpeechResponse } = protos.google.cloud.texttospeech.v1beta1;
export type Asked = protos.google.cloud.texttospeech.v1beta1.SynthesizeSpeechRequest;
type Answer = protos.google.cloud.texttospeech.v1beta1.ISynthesizeSpeechResponse;

const service = {
  synthesizeSpeech: {
    path: '/google.cloud.texttospeech.v1beta1.TextToSpeech/SynthesizeSpeech',
    requestStream: false,
    responseStream: false,
    requestSerialize: (request: Asked) => Buffer.from(SynthesizeSpeechRequest.encode(request).finish()),
    requestDeserialize: (bytes: Buffer) => SynthesizeSpeechRequest.decode(bytes),
    responseSerialize: (answer: Answer) => Buffer.from(SynthesizeSpeechResponse.encode(answer).finish()),
    responseDeserialize: (bytes: Buffer) => SynthesizeSpeechResponse.decode(bytes),
  },
} satisfies ServiceDefinition;

/** @returns `host:port` of a server that answers everything with `answer` */
export async function googleVoiceServer(answer: handleUnaryCall<Asked, Answer>): Promise<string> {
  const server = new Server();
  server.addService(service, { synthesizeSpeech: answer });
  onTestFinished(() => server.forceShutdown());
  const bound = Promise.withResolvers<number>();
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
    error === null ? bound.resolve(port) : bound.reject(error),
  );
  return `127.0.0.1:${await bound.promise}`;
}
