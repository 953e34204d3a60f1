"""What the steering group reads: progress, what changed since it last met, remarks, and the page for everybody."""
