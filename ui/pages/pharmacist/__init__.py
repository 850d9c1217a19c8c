"""The pharmacist's desk: the queue, a sheet with its context, the verdict."""
