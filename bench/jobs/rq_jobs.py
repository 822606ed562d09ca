"""The original's three jobs of an inbound message, as no-ops: each enqueues the next with the original's settings."""

from rq import Queue, Retry, get_current_job

# The wrapper around every enqueue of the original: a time-out, a time to live, three retries, some metadata.
SETTINGS = {"job_timeout": 300, "ttl": 600, "retry": Retry(max=3)}


def enqueue(queue, job, message_id):
    queue.enqueue(job, message_id, meta={"business_id": 1, "trace_id": str(message_id)}, **SETTINGS)


def webhook_process(message_id):
    enqueue(queue_of_this_job(), ai_response, message_id)


def ai_response(message_id):
    enqueue(queue_of_this_job(), send_message, message_id)


def send_message(message_id):
    return None


def queue_of_this_job():
    job = get_current_job()
    return Queue(job.origin, connection=job.connection)
