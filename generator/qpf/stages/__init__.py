"""The verbs of the pipeline; one public function a module."""
