// Every workflow, by its type's name: what the bundle is made from.
export { conversation } from './conversations/conversation.ts';
export { sendPush } from './notifications/send-push.ts';
export { processWhatsappWebhook } from './whatsapp/process-whatsapp-webhook.ts';
export { sendWhatsappMessage } from './whatsapp/send-whatsapp-message.ts';
